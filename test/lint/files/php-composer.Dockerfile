FROM composer:2 AS vendor
COPY . /app
RUN composer install --no-dev

FROM php:8.1-apache
RUN apt-get update -qq \
 && apt-get -qq install -y zip unzip \
 && docker-php-ext-install pdo_mysql
RUN apt-get update
RUN apt-get install -y --no-install-recommends libicu-dev
RUN composer install --no-dev --optimize-autoloader
RUN conda install -y numpy
COPY --chmod=777 public/ /var/www/html/
COPY --from=vendor /app/vendor /var/www/html/vendor
RUN yarn install --production
RUN gem install sass
ENV AUTH_PASSWORD=changeme A=1 B=$A
CMD apache2-foreground
